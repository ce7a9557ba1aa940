-- Adds a receipt to the quantity on hand, once. Returns nothing for an unknown product, and otherwise the quantity and the stock: a
-- quantity other than the given one is that of the receipt that was counted under this id.
local stock, receipts = KEYS[1], KEYS[2]
local product, receipt, quantity = ARGV[1], ARGV[2], ARGV[3]
local item = redis.call('HGET', stock, product)
if not item then
    return false
end
local counted = redis.call('HGET', receipts, receipt)
if counted then
    return {counted, item}
end
local onHand, rest = string.match(item, '^(%d+) (.*)$')
item = string.format('%.0f %s', onHand + quantity, rest)
redis.call('HSET', stock, product, item)
redis.call('HSET', receipts, receipt, quantity)
return {quantity, item}
