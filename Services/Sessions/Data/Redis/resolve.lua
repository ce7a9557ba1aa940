local token, sessions, tokens, idle = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local id = redis.call('GET', token)
if not id or redis.call('EXISTS', sessions .. id) == 0 then
    return false
end
use(sessions .. id, tokens, idle)
local found = state(sessions .. id)
return found and {id, found}
