-- Precedes each script. A session is a hash; a second key leads from the hash of its token to its id. The server ends both at the same time,
-- which is never later than the session's greatest age.
local fields = {'user', 'role', 'created', 'version', 'currency', 'lines', 'checkout', 'frozen', 'order', 'ordered'}
local clock = redis.call('TIME')
local time = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- Numbers of milliseconds exceed what Lua writes without an exponent.
local function text(number)
    return string.format('%.0f', number)
end

-- The session as its store reads it: when it expires, then the fields; nothing if there is none.
local function state(session)
    local left = redis.call('PTTL', session)
    if left <= 0 then
        return false
    end
    return {text(time + left), redis.call('HMGET', session, unpack(fields))}
end

-- Postpones the end of a session. It moves in steps of a twentieth of the idle time-out, so that most uses write nothing.
local function use(session, tokens, idle)
    local known = redis.call('HMGET', session, 'token', 'ends')
    local most = tonumber(known[2]) - time
    local wanted = math.min(idle, most)
    if wanted > 0 and redis.call('PTTL', session) < wanted - idle / 20 then
        redis.call('PEXPIRE', session, text(wanted))
        redis.call('PEXPIRE', tokens .. known[1], text(wanted))
    end
end
