// What esbuild takes and TypeScript has no types of.
declare module "*.css";

declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export default function SwaggerUI(options: Record<string, unknown>): void;
}
