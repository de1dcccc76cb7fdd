import type { ChatCosts } from './chat.ts';
import type { ClusterCosts } from './cluster.ts';
import type { GatewayCosts } from './gateway.ts';
import type { RedisCosts } from './redis.ts';
import type { WebCosts } from './web.ts';

/** What things cost, as measured: the model is made of these. */
export type Costs = {
  chat: ChatCosts;
  cluster: ClusterCosts;
  redis: RedisCosts;
  web: WebCosts;
  gateway: GatewayCosts;
};
