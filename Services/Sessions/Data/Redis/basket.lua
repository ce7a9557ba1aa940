-- Returns whether the basket was replaced, and the session afterwards.
local session, currency, lines, expected = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local found = redis.call('HMGET', session, 'version', 'frozen')
local version, frozen = found[1], found[2]
if not version then
    return false
end
local replaced = 0
if frozen == '0' and (expected == '' or expected == version) then
    replaced = 1
    redis.call('HINCRBY', session, 'version', 1)
    redis.call('HSET', session, 'lines', lines)
    if currency == '' then
        redis.call('HDEL', session, 'currency')
    else
        redis.call('HSET', session, 'currency', currency)
    end
end
local after = state(session)
return after and {replaced, after}
