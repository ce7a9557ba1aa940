-- Which of the given topics and keys have parked events, by their place in the arguments, starting at 1.
local found = {}
for i, of in ipairs(ARGV) do
    if redis.call('EXISTS', KEYS[1] .. ':' .. of) == 1 then
        found[#found + 1] = i
    end
end
return found
