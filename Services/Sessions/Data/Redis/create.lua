local session, token = KEYS[1], KEYS[2]
local id, hash, user, role, idle, age = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local left = text(math.min(idle, age))
redis.call('HSET', session, 'token', hash, 'user', user, 'role', role, 'created', text(time), 'ends', text(time + age),
    'version', '1', 'lines', '[]', 'frozen', '0')
redis.call('PEXPIRE', session, left)
redis.call('SET', token, id, 'PX', left)
return state(session)
