local session, tokens = KEYS[1], ARGV[1]
local token = redis.call('HGET', session, 'token')
if token then
    redis.call('DEL', session, tokens .. token)
end
return false
