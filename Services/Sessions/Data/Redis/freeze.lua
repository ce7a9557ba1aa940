local session, newKey, expected = KEYS[1], ARGV[1], ARGV[2]
local basket = redis.call('HMGET', session, 'version', 'lines')
if basket[1] == expected and basket[2] ~= '[]' then
    redis.call('HSETNX', session, 'checkout', newKey)
    redis.call('HSET', session, 'frozen', '1')
end
return state(session)
