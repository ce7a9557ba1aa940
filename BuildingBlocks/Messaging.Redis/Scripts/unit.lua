-- One unit of work. First everything is decided: an operation reads, says with later() what is to be written, and returns a reason if
-- it must refuse. Only when all have agreed is anything written, so that the whole unit happens or nothing of it does.
-- Keys made from a name (the parked events of one key) carry the same hash tag as those declared, and so lie in the same slot.
local outbox, parked, documents, version = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local own = {unpack(KEYS, 5)}
local claimedAt, messaging = ARGV[1], cjson.decode(ARGV[2])

local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', time[2])
local operations, endings, writes = {}, {}, {}

local function later(...)
    writes[#writes + 1] = {...}
end

local function append(event)
    later('XADD', outbox, '*', 'id', event.id, 'topic', event.topic, 'key', event.key, 'type', event.type, 'payload', event.payload,
        'at', now, 'traceparent', event.traceParent or '', 'tracestate', event.traceState or '')
end

--OPERATIONS

local current = tonumber(redis.call('GET', version) or 0)
if claimedAt ~= '' and tonumber(claimedAt) ~= current then
    return redis.error_reply('CONFLICT events were parked or redriven since the unit began')
end

for _, letter in ipairs(messaging.park) do
    -- Delivered again after it was parked, an event is not parked twice.
    if not redis.call('ZSCORE', parked, letter.id) then
        current = current + 1
        later('RPUSH', parked .. ':' .. letter.of, letter.id)
        later('HSET', documents, letter.id, letter.document)
        later('ZADD', parked, current, letter.id)
        later('SET', version, current)
        append(letter.announcement)
    end
end

for _, letter in ipairs(messaging.unpark) do
    if redis.call('LINDEX', parked .. ':' .. letter.of, 0) ~= letter.id then
        return redis.error_reply('CONFLICT the event was redriven by somebody else')
    end
    current = current + 1
    later('LPOP', parked .. ':' .. letter.of)
    later('HDEL', documents, letter.id)
    later('ZREM', parked, letter.id)
    later('SET', version, current)
end

for i = 3, #ARGV, 2 do
    local refusal = operations[ARGV[i]](cjson.decode(ARGV[i + 1]))
    if refusal then
        return redis.error_reply('REFUSED ' .. refusal)
    end
end

for _, ending in ipairs(endings) do
    ending()
end

for _, event in ipairs(messaging.events) do
    append(event)
end

for _, write in ipairs(writes) do
    redis.call(unpack(write))
end
