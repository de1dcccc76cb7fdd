export { type RoomSettingsService, roomSettingsService } from './service.ts';
