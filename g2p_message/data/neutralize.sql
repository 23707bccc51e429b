-- a copy must not send the office's queued messages
UPDATE g2p_message
   SET state = 'unreachable',
       not_before = NULL,
       former_address = NULL,
       error = 'Not sent: this database is a copy.'
 WHERE state IN ('waiting', 'retrying');
DELETE FROM g2p_deferred
 WHERE model = 'g2p.message';
