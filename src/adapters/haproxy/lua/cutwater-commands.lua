-- What may be asked of this HAProxy: on its runtime socket each command is there by itself, and cutwater-admin.lua answers the
-- same on the network.

local commands = {}

commands.targets = require('cutwater-targets').all()

local answers = {}

-- `answer` is given the target and what stands behind it; without a target, nothing.
function commands.register(name, usage, answer)
  answers[name] = function(given, words)
    local fine, said = pcall(function()
      if given == nil then return answer() end
      local target = commands.targets[given]
      if target == nil then return 'unknown-target\n' end
      return answer(target, table.concat(words, ' '))
    end)
    return fine and said or ('failed ' .. tostring(said) .. '\n')
  end
  core.register_cli({ 'cutwater', name }, 'cutwater ' .. name .. ' ' .. usage, function(applet, _, _, given, ...)
    applet:send(answers[name](given, { ... }))
  end)
end

-- To a line as somebody would write it on the runtime socket.
function commands.answer(line)
  local words = {}
  for word in line:gmatch('%S+') do words[#words + 1] = word end
  local known = words[1] == 'cutwater' and answers[words[2]]
  if not known then return 'Unknown command\n' end
  return known(words[3], table.move(words, 4, #words, 1, {}))
end

return commands
