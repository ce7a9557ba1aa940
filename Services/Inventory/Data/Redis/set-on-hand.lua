-- Sets the quantity on hand of a product, also of a new one. Returns nothing if more than that is reserved.
local stock, productIds = KEYS[1], KEYS[2]
local product, onHand = ARGV[1], ARGV[2]
local reserved, sold = string.match(redis.call('HGET', stock, product) or '0 0 0', '^%d+ (%d+) (%d+)$')
if tonumber(reserved) > tonumber(onHand) then
    return false
end
local item = table.concat({onHand, reserved, sold}, ' ')
redis.call('HSET', stock, product, item)
redis.call('ZADD', productIds, 0, product)
return item
