-- What an arriving batch must know about the dead letters: their version, whether there are or were any, which messages are known, and the
-- newest of each blocked key. The arguments are the id of each message, '-', and the hash of each key.
local letters = KEYS[1]
local version = redis.call('GET', letters .. ':version') or '0'
if redis.call('EXISTS', letters, letters .. ':discarded', letters .. ':redriven') == 0 then
    return {version, 0}
end
local known, newest = {}, {}
local i = 1
while ARGV[i] ~= '-' do
    if redis.call('EXISTS', letters .. ':letter:' .. ARGV[i]) == 1 or redis.call('ZSCORE', letters .. ':redriven', ARGV[i]) then
        known[#known + 1] = ARGV[i]
    end
    i = i + 1
end
for j = i + 1, #ARGV do
    local id = redis.call('ZREVRANGE', letters .. ':of:' .. ARGV[j], 0, 0)[1]
    if id then
        local content = redis.call('HMGET', letters .. ':letter:' .. id, 'type', 'hash')
        for _, value in ipairs({ARGV[j], id, content[1], content[2]}) do
            newest[#newest + 1] = value
        end
    end
end
return {version, 1, known, newest}
