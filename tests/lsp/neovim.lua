-- What tests/lsp/test_neovim.py does in Neovim: `vim.lsp` starts the server, and what a user sees is
-- written to a file as JSON. Works from Neovim 0.7 on.

local file, results = vim.env.NEOVIM_FILE, vim.env.NEOVIM_RESULTS
local seen = {}

local function wait_for(what, condition)
  if not vim.wait(20000, condition, 10) then
    error("timeout: " .. what)
  end
end

local function places()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      rule = one.code or one.user_data.lsp.code, -- the latter before 0.8
      message = one.message,
      source = one.source,
      severity = vim.diagnostic.severity[one.severity],
      from = { one.lnum, one.col },
      to = { one.end_lnum, one.end_col },
    })
  end
  return found
end

local function has(rule)
  for _, one in ipairs(places()) do
    if one.rule == rule then
      return true
    end
  end
  return false
end

local function run()
  vim.cmd("edit " .. vim.fn.fnameescape(file))
  local client_id
  local config = {
    name = "outbound-lint",
    cmd = { vim.env.NEOVIM_PYTHON, "-m", "outbound_lint", "lsp" },
    root_dir = vim.fn.fnamemodify(file, ":h"),
  }
  if vim.lsp.start then
    client_id = vim.lsp.start(config)
  else -- before 0.8
    client_id = vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(0, client_id)
  end
  wait_for("diagnostics", function()
    return #vim.diagnostic.get(0) > 0
  end)
  seen.opened = places()

  vim.api.nvim_win_set_cursor(0, { 3, 6 })
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", params, 20000)
  seen.hover = answers[client_id].result.contents.value

  -- The menu of code actions at the finding: what it offers, and the first entry of it applied.
  vim.api.nvim_win_set_cursor(0, { seen.opened[1].from[1] + 1, seen.opened[1].from[2] })
  vim.ui.select = function(items, options, choose)
    seen.actions = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait_for("diagnostics after the fix", function()
    return not has(seen.opened[1].rule)
  end)
  seen.fixed = places()
  seen.lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)

  -- A line that is typed, and not saved.
  vim.api.nvim_buf_set_lines(0, -2, -1, false, { "    phone_number_kye: to" })
  wait_for("diagnostics of unsaved text", function()
    return has("misspelled-field")
  end)
end

local ok, message = pcall(run)
if not ok then
  seen.error = message
end
vim.fn.writefile({ vim.fn.json_encode(seen) }, results)
vim.cmd("qall!")
