-- a copy must not send codes, nor let anybody in with one
DELETE FROM g2p_deferred
 WHERE model IN ('g2p.sign.in.code', 'g2p.confirmed.contact');
DELETE FROM g2p_sign_in_code;
