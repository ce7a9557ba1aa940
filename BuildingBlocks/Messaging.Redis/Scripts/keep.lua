-- Renews the relay's lease and advances its cursor, for the holder of the lease only. Removes entries behind the cursor and past retention,
-- a whole node of the stream at a time; the entry at the cursor stays, so that the newest event can always be reported.
local lease, cursor, outbox = KEYS[1], KEYS[2], KEYS[3]
local token, duration, confirmed, retention = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if redis.call('GET', lease) ~= token then
    return 0
end
redis.call('PEXPIRE', lease, duration)
if confirmed ~= '' then
    redis.call('SET', cursor, confirmed)
else
    confirmed = redis.call('GET', cursor) or '0-0'
end
local time = redis.call('TIME')
local bound = time[1] * 1000 + math.floor(time[2] / 1000) - retention
if bound < tonumber(string.match(confirmed, '^%d+')) then
    confirmed = string.format('%.0f', bound) .. '-0'
end
redis.call('XTRIM', outbox, 'MINID', '~', confirmed)
return 1
