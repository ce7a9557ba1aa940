-- Records the cause of a failed redrive if the dead letter still waits.
local letters = KEYS[1]
local id, group, reason, detail = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local position = redis.call('ZSCORE', letters, id)
if not position then
    return 0
end
local letter = letters .. ':letter:' .. id
redis.call('ZREM', letters .. ':group:' .. redis.call('HGET', letter, 'group'), id)
redis.call('ZADD', letters .. ':group:' .. group, position, id)
redis.call('SADD', letters .. ':groups', group)
redis.call('HSET', letter, 'group', group, 'reason', reason, 'detail', detail)
redis.call('HINCRBY', letter, 'redrives', 1)
return 1
