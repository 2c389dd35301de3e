-- Services that the poller is to look at, a bounded number of them, for a while.
-- KEYS 1 hints   ARGV 1 how many to keep 2 how long in ms, and then their names
-- Returns {how many were new}
local room = tonumber(ARGV[1]) - redis.call('SCARD', KEYS[1])
local new = 0
for n = 3, #ARGV do
  if new >= room then break end
  new = new + redis.call('SADD', KEYS[1], ARGV[n])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {new}
