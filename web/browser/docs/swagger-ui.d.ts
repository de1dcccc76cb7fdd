declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** https://github.com/swagger-api/swagger-ui/blob/master/docs/usage/configuration.md */
  export default function SwaggerUI(options: {
    url: string;
    dom_id: string;
    validatorUrl: null;
    deepLinking: boolean;
    defaultModelsExpandDepth: number;
    onComplete(): void;
  }): void;
}
