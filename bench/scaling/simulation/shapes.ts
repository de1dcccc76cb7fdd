/** Who sits where in a simulation. Connection i is in room `i % rooms` and on process `i % processes`. */
export type SimulationShape = {
  rooms: number;
  connections: number;
  /** Of each room, with so many messages a second each, for so many seconds. */
  senders: number;
  rate: number;
  seconds: number;
  /** How many processes have a room open. */
  processesOfRoom: number;
};

const ROOM = 20;
const LARGE_ROOM = 200;
const ROOMS_OF_PROCESS = 2;
const SECONDS = 12;

export const SIMULATIONS = {
  /** A room is on one process, as the gateway does it: the number of rooms is a multiple of that of processes. */
  together: (processes: number): SimulationShape => {
    const rooms = ROOMS_OF_PROCESS * processes;
    return { ...talking(rooms, ROOM), processesOfRoom: 1 };
  },
  /** Each member of a room is on another process, as far as there are any: the two numbers have no common divisor. */
  apart: (processes: number): SimulationShape => {
    const rooms = ROOMS_OF_PROCESS * processes + 1;
    return { ...talking(rooms, ROOM), processesOfRoom: Math.min(ROOM, processes) };
  },
  /** One large room over all processes. */
  large: (processes: number): SimulationShape => ({
    ...talking(1, LARGE_ROOM),
    rate: 10,
    processesOfRoom: Math.min(LARGE_ROOM, processes),
  }),
};

export type SimulationName = keyof typeof SIMULATIONS;

function talking(rooms: number, members: number) {
  return { rooms, connections: rooms * members, senders: 1, rate: 1, seconds: SECONDS };
}
