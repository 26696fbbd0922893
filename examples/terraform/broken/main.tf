resource "coval_agent" "support" {
  display_name = "Support"
  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint     = "http://voice.acme.dev/outbound"

  metadata = {
    phone_number_key = "to"
    trigger_call_headers = jsonencode({
      Content-Type  = "application/json"
      Authorization = "Bearer: ${var.voice_token}"
    })
    trigger_call_payload = <<-EOT
      {
        "campaign": "support",
        "to": "+12025550123"
      }
    EOT
  }
}

resource "coval_agent" "reminders" {
  display_name = "Reminders"
  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint     = var.endpoint

  metadata = {
    trigger_call_headers = {
      X-API-Key = var.voice_key
    }
    trigger_call_payload = "{\"campaign\": \"reminders\", \"attempts\": 02}"
  }
}

resource "coval_agent" "sales" {
  display_name = "Sales"
  model_type   = "MODEL_TYPE_OUTBOUND_VOICE"
  endpoint     = https://voice.acme.dev/sales
}
