local session, tokens, user, idle = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('HGET', session, 'user') ~= user then
    return false
end
use(session, tokens, idle)
return state(session)
