-- Discards one waiting dead letter ('id'), or all of a key ('of'). They keep the reason and block nothing.
local letters = KEYS[1]
local kind, value, reason, by = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local ids = {value}
if kind == 'of' then
    ids = redis.call('ZRANGE', letters .. ':of:' .. value, 0, -1)
elseif not redis.call('ZSCORE', letters, value) then
    return 0
end
local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', time[2])
for _, id in ipairs(ids) do
    local letter = letters .. ':letter:' .. id
    local stored = redis.call('HMGET', letter, 'of', 'group', 'position')
    redis.call('ZREM', letters, id)
    redis.call('ZREM', letters .. ':group:' .. stored[2], id)
    if stored[1] then
        redis.call('ZREM', letters .. ':of:' .. stored[1], id)
    end
    redis.call('ZADD', letters .. ':discarded', stored[3], id)
    redis.call('HSET', letter, 'discardedAt', now, 'discardReason', reason)
    if by then
        redis.call('HSET', letter, 'discardedBy', by)
    end
end
if #ids > 0 then
    redis.call('INCR', letters .. ':version')
end
return #ids
