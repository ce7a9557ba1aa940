local session, key, expected = KEYS[1], ARGV[1], ARGV[2]
local found = redis.call('HMGET', session, 'checkout', 'version')
if found[1] == key and found[2] == expected then
    redis.call('HSET', session, 'frozen', '0')
end
return false
