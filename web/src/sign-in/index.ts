export type { CompletedSignIn, PendingSignIn, SignInPipeline } from './pipeline.ts';
