-- a copy must not send the office's queued messages
UPDATE g2p_voucher_delivery
   SET state = 'failed',
       date_next = NULL,
       message = 'Not sent: this database is a copy.'
 WHERE state = 'queued';
DELETE FROM g2p_deferred
 WHERE model = 'g2p.voucher.delivery';
DELETE FROM mail_mail
 WHERE id IN (SELECT mail_id FROM g2p_voucher_delivery WHERE mail_id IS NOT NULL);
