import type { Costs } from '../costs/costs.ts';
import type { Simulated } from '../simulation/simulate.ts';
import { heartbeatsAtRedis, packetAtRedis, packetOfChat, processOfChat } from './needs.ts';

/** Seconds of CPU. */
export type Prediction = Record<'idle' | 'talking', { chat: number; redis: number }>;

/** What the model says that a simulation costs while people wait, and while they talk. */
export function predict(
  { processes, connections, processesOfRoom, idle, talking, messages }: Simulated,
  costs: Costs,
): Prediction {
  const { chat, cluster } = costs;
  const perSecond = {
    chat: processes * processOfChat(costs, processes) + connections * chat.idle_us_per_s,
    redis:
      cluster.nodes_us_per_s +
      processes * cluster.process_at_redis_us_per_s +
      heartbeatsAtRedis(costs, processes),
  };
  const said = {
    chat:
      messages * (chat.message_us + packetOfChat(costs, processesOfRoom)) +
      talking.deliveries * chat.delivery_us,
    redis: messages * packetAtRedis(costs, processesOfRoom),
  };
  const seconds = (part: 'chat' | 'redis', span: number, more = 0) => (perSecond[part] * span + more) / 1e6;
  return {
    idle: { chat: seconds('chat', idle.span_s), redis: seconds('redis', idle.span_s) },
    talking: {
      chat: seconds('chat', talking.span_s, said.chat),
      redis: seconds('redis', talking.span_s, said.redis),
    },
  };
}
