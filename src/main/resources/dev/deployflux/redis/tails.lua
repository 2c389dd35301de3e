-- Where streams end, also if they are trimmed to nothing.
-- KEYS streams   Returns the last id that was given in each, 0-0 if it was never written
local tails = {}
for k = 1, #KEYS do
  tails[k] = '0-0'
  if redis.call('EXISTS', KEYS[k]) == 1 then
    local about = redis.call('XINFO', 'STREAM', KEYS[k])
    for n = 1, #about, 2 do
      if about[n] == 'last-generated-id' then tails[k] = about[n + 1] end
    end
  end
end
return tails
