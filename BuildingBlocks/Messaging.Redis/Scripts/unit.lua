-- One unit of work. First everything is decided: an operation reads, passes to later() what is to be written, and returns a reason if it
-- must refuse. Only when all have succeeded is anything written, so the unit is atomic.
-- Keys made from a name (those of the dead letters) have the same hash tag as the declared ones, and so are in the same slot.
local outbox, letters, applied = KEYS[1], KEYS[2], KEYS[3]
local own = {unpack(KEYS, 4)}
local lookedUpAt, messaging = ARGV[1], cjson.decode(ARGV[2])

local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', time[2])
local operations, endings, writes = {}, {}, {}
local tooLarge

local function later(...)
    writes[#writes + 1] = {...}
end

local function append(event)
    -- Checked here and not only where an event is created: an operation decides which it appends. The key is sent twice, see OutboxMessage.
    local size = #event.payload + 2 * #event.key
    if size > messaging.maxEventBytes then
        tooLarge = 'The ' .. event.type .. ' event takes ' .. size .. ' bytes; Messaging:MaxEventBytes allows ' .. messaging.maxEventBytes .. '.'
    end
    later('XADD', outbox, '*', 'id', event.id, 'topic', event.topic, 'key', event.key, 'type', event.type, 'payload', event.payload,
        'at', now, 'traceparent', event.traceParent or '', 'tracestate', event.traceState or '')
end

--OPERATIONS

local current = tonumber(redis.call('GET', letters .. ':version') or 0)
if lookedUpAt ~= '' and tonumber(lookedUpAt) ~= current then
    return redis.error_reply('CONFLICT dead letters came or went since the unit began')
end

-- The version is also the position of the next dead letter.
local function step()
    current = current + 1
    later('SET', letters .. ':version', string.format('%.0f', current))
    return string.format('%.0f', current)
end

for _, letter in ipairs(messaging.letters) do
    local key = letters .. ':letter:' .. letter.id
    -- One that is or was a dead letter does not become one again.
    if redis.call('EXISTS', key) == 0 and not redis.call('ZSCORE', letters .. ':redriven', letter.id) then
        local position = step()
        later('HSET', key, 'position', position, 'at', now, 'redrives', 0, 'repeats', letter.repeats, 'group', letter.group,
            unpack(letter.fields))
        later('ZADD', letters, position, letter.id)
        later('ZADD', letters .. ':group:' .. letter.group, position, letter.id)
        later('SADD', letters .. ':groups', letter.group)
        if letter.of then
            later('HSET', key, 'of', letter.of)
            later('ZADD', letters .. ':of:' .. letter.of, position, letter.id)
        end
        append(letter.announcement)
    end
end

for _, again in ipairs(messaging.repeats) do
    later('HINCRBY', letters .. ':letter:' .. again.id, 'repeats', again.count)
end

for _, id in ipairs(messaging.taken) do
    local key = letters .. ':letter:' .. id
    local stored = redis.call('HMGET', key, 'of', 'group')
    if not redis.call('ZSCORE', letters, id)
        or (stored[1] and redis.call('ZRANGE', letters .. ':of:' .. stored[1], 0, 0)[1] ~= id) then
        return redis.error_reply('CONFLICT the dead letter was redriven or discarded by somebody else')
    end
    step()
    later('ZREM', letters, id)
    later('ZREM', letters .. ':group:' .. stored[2], id)
    if stored[1] then
        later('ZREM', letters .. ':of:' .. stored[1], id)
    end
    later('DEL', key)
    later('ZADD', letters .. ':redriven', time[1], id)
    later('ZREMRANGEBYSCORE', letters .. ':redriven', '-inf', time[1] - messaging.redrivenRetention)
end

if #messaging.applied > 0 then
    for _, id in ipairs(messaging.applied) do
        later('ZADD', applied, time[1], id)
    end
    later('ZREMRANGEBYSCORE', applied, '-inf', time[1] - messaging.appliedRetention)
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

if tooLarge then
    return redis.error_reply('REFUSED ' .. tooLarge)
end

for _, write in ipairs(writes) do
    redis.call(unpack(write))
end
