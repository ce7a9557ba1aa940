local session, key, order, ordered = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local found = redis.call('HMGET', session, 'checkout', 'version')
if found[1] ~= key then
    return false
end
redis.call('HSET', session, 'order', order, 'frozen', '0')
redis.call('HDEL', session, 'checkout', 'ordered')
if ordered ~= '' then
    redis.call('HSET', session, 'ordered', ordered)
end
if found[2] == ordered then
    redis.call('HINCRBY', session, 'version', 1)
    redis.call('HSET', session, 'lines', '[]')
    redis.call('HDEL', session, 'currency')
end
return false
