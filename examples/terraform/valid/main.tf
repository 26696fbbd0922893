terraform {
  required_providers {
    coval = {
      source = "coval-ai/coval"
    }
  }
}

variable "voice_token" {
  type      = string
  sensitive = true
}

locals {
  regions = {
    eu = "https://eu.voice.acme.dev/outbound"
    us = "https://us.voice.acme.dev/outbound"
  }
}

resource "coval_agent" "support" {
  display_name = "Support"
  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint     = "https://voice.acme.dev/outbound"
  prompt       = file("${path.module}/prompts/support.md")

  metadata = {
    phone_number_key = "to"
    trigger_call_headers = jsonencode({
      Content-Type  = "application/json"
      Authorization = "Bearer ${var.voice_token}"
    })
    trigger_call_payload = <<-EOT
      {
        "campaign": "support",
        "from_number": "+12025550123"
      }
    EOT
  }

  tags = ["support", "production"]
}

# One agent for each region.
resource "coval_agent" "reminders" {
  for_each = local.regions

  display_name = "Reminders ${upper(each.key)}"
  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint     = each.value

  metadata = {
    trigger_call_headers = "{\"Content-Type\": \"application/json\", \"X-API-Key\": \"${var.voice_token}\"}"
    trigger_call_payload = jsonencode({ region = each.key, attempts = 2 })
  }
}

data "coval_agent" "legacy" {
  id = "abc123def456ghi789jklm"
}
