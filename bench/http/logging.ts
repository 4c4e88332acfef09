import bare from "./bare.ts";

/** The bare app with the one log event a request that the house owes its operators. */
export default {
  fetch(request: Request): Response | Promise<Response> {
    const event = {
      level: "info",
      event: "request",
      request: crypto.randomUUID(),
      status: 200,
      milliseconds: 0,
    };
    console.info(JSON.stringify(event));
    return bare.fetch(request);
  },
};
