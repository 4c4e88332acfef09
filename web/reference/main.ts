import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./reference.css";

/** The API reference: Swagger UI over our own document. */
SwaggerUI({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  // What the client calls it.
  displayOperationId: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // The validator's badge would be asked from somebody else's server.
  validatorUrl: null,
});
