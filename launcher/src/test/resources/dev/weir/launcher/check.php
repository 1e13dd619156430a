<?php
// A handler of USER_NEW as operators write it: a viewer brings his number and a checksum of it, his
// address and a secret. The player and what it asks for stay open.
if ($_SERVER['HTTP_X_TRIGGER'] !== 'USER_NEW') {
  die('0');
}
$lines = explode("\n", file_get_contents('php://input'));
$visit = array_combine(
    ['stream', 'ip', 'connection_id', 'protocol', 'request_url', 'session_id'], $lines);
file_put_contents(getenv('ASKED'), json_encode($visit) . "\n", FILE_APPEND);
if ($visit['protocol'] === 'HTTP' || $visit['protocol'] === 'HTTPS') {
  die('1');
}
$ip = str_replace('::ffff:', '', $visit['ip']);
$url = explode('?', $visit['request_url'], 2);
parse_str($url[1] ?? '', $variables);
$user = $variables['user'] ?? '';
$good = md5($user . $visit['stream'] . $ip . 'secret');
echo ($variables['hash'] ?? '') === $good ? '1' : '0';
