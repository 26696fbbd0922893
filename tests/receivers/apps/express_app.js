// A receiver with Express behind a gateway that ends TLS: PORT is its own, plain HTTP.
const express = require("express");

const app = express();

// What an application does to force HTTPS; without `trust proxy` it never sees HTTPS.
app.post("/forced/calls", (request, response, next) => {
  if (request.secure) return next();
  response.redirect(`https://${request.get("host")}${request.originalUrl}`);
});
app.post("/moved/calls", (request, response) => {
  response.redirect(307, `${request.protocol}://${request.get("host")}/api/calls`);
});
app.post("/unparsed/calls", (request, response) => {
  response.json({ to: request.body.phone_number });
});
app.use(express.json());
app.post("/api/calls", (request, response) => response.status(202).json({}));
app.get("/api/status", (request, response) => response.send("ready"));
app.post("/hanging/calls", () => {});

app.listen(Number(process.env.PORT), "127.0.0.1");
