-- The stock operations of a unit of work. An order's lines are reserved all or none, on what earlier orders of the unit have left.
-- A product is "onHand reserved sold"; a reservation is its status, when it was made and changed, its lines and its shortages,
-- one line of text each.
local stockKey, reservationsKey, orderIdsKey = own[1], own[2], own[3]
local stock, reservations = {}, {}

local function product(id)
    local item = stock[id]
    if item == nil then
        local text = redis.call('HGET', stockKey, id)
        item = false
        if text then
            local onHand, reserved, sold = string.match(text, '^(%d+) (%d+) (%d+)$')
            item = {onHand = tonumber(onHand), reserved = tonumber(reserved), sold = tonumber(sold)}
        end
        stock[id] = item
    end
    return item
end

local function find(orderId)
    local reservation = reservations[orderId]
    if reservation == nil then
        local text = redis.call('HGET', reservationsKey, orderId)
        reservation = false
        if text then
            local status, made, changed, lines, shortages = string.match(text, '^(%a+)\n(%d+)\n(%d+)\n(.*)\n(.*)$')
            reservation = {status = status, made = made, changed = changed, lines = lines, shortages = shortages}
        end
        reservations[orderId] = reservation
    end
    return reservation
end

local function make(orderId, status, lines, shortages)
    local reservation = {status = status, made = now, changed = now, lines = lines, shortages = shortages, isNew = true, isChanged = true}
    reservations[orderId] = reservation
    return reservation
end

local function change(reservation, status)
    reservation.status = status
    reservation.changed = now
    reservation.isChanged = true
end

local function move(lines, onHand, reserved, sold)
    for _, line in ipairs(lines) do
        local item = product(line.productId)
        item.onHand = item.onHand + onHand * line.quantity
        item.reserved = item.reserved + reserved * line.quantity
        item.sold = item.sold + sold * line.quantity
        item.isChanged = true
    end
end

local function isDemand(lines)
    local seen = {}
    for _, line in ipairs(lines) do
        if line.quantity <= 0 or seen[line.productId] then
            return false
        end
        seen[line.productId] = true
    end
    return #lines > 0
end

local function shortagesOf(lines)
    local shortages = {}
    for _, line in ipairs(lines) do
        local item = product(line.productId)
        local available = item and item.onHand - item.reserved or 0
        if available < line.quantity then
            shortages[#shortages + 1] = {productId = line.productId, requested = line.quantity, available = available}
        end
    end
    return shortages
end

-- Publishes the outcome of the request, also if that was decided long ago. The prepared event is the one for success.
local function answer(event, reservation)
    event.type = 'Stock' .. reservation.status
    if reservation.status == 'Rejected' then
        local shortages = cjson.decode(reservation.shortages)
        for _, shortage in ipairs(shortages) do
            -- The event's number has 32 bits.
            shortage.available = math.min(shortage.available, 2147483647)
        end
        event.payload = string.sub(event.payload, 1, -2) .. ',"shortages":' .. cjson.encode(shortages) .. '}'
    end
    append(event)
end

function operations.reserve(demand)
    local reservation = find(demand.orderId)
    if not reservation then
        if not isDemand(demand.lines) then
            return 'Order ' .. demand.orderId .. ' asks for no quantity, a negative one, or twice for one product.'
        end
        local shortages = shortagesOf(demand.lines)
        if #shortages == 0 then
            move(demand.lines, 0, 1, 0)
            reservation = make(demand.orderId, 'Reserved', cjson.encode(demand.lines), '[]')
        else
            reservation = make(demand.orderId, 'Rejected', cjson.encode(demand.lines), cjson.encode(shortages))
        end
    end
    answer(demand.answer, reservation)
end

function operations.commit(demand)
    local reservation = find(demand.orderId)
    if not reservation then
        return 'Order ' .. demand.orderId .. ' is confirmed, but nothing is reserved for it.'
    elseif reservation.status == 'Reserved' then
        move(cjson.decode(reservation.lines), -1, -1, 1)
        change(reservation, 'Committed')
    elseif reservation.status ~= 'Committed' then
        return 'Order ' .. demand.orderId .. ' is confirmed, but its reservation is ' .. reservation.status .. '.'
    end
    append(demand.answer)
end

-- An unknown order gets an empty, released reservation, so that its OrderPlaced, if it comes late, reserves nothing.
-- A rejected one stays rejected: there is nothing to release.
function operations.release(demand)
    local reservation = find(demand.orderId)
    if not reservation then
        make(demand.orderId, 'Released', '[]', '[]')
    elseif reservation.status == 'Reserved' then
        move(cjson.decode(reservation.lines), 0, -1, 0)
        change(reservation, 'Released')
    elseif reservation.status == 'Committed' then
        return 'Order ' .. demand.orderId .. ' is cancelled, but its reservation is Committed.'
    end
    append(demand.answer)
end

endings[#endings + 1] = function()
    for id, item in pairs(stock) do
        if item and item.isChanged then
            later('HSET', stockKey, id, string.format('%.0f %.0f %.0f', item.onHand, item.reserved, item.sold))
        end
    end
    for id, r in pairs(reservations) do
        if r and r.isChanged then
            later('HSET', reservationsKey, id, table.concat({r.status, r.made, r.changed, r.lines, r.shortages}, '\n'))
        end
        if r and r.isNew then
            later('ZADD', orderIdsKey, 0, id)
        end
    end
end
