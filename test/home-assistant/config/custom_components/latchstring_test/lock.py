from homeassistant.components.lock import LockEntity

from . import DEVICE


class BackDoor(LockEntity):
    _attr_has_entity_name = True
    _attr_name = None
    _attr_unique_id = "yale_lock"
    _attr_device_info = DEVICE
    _attr_is_locked = True

    async def async_lock(self, **kwargs):
        self._attr_is_locked = True
        self.async_write_ha_state()

    async def async_unlock(self, **kwargs):
        self._attr_is_locked = False
        self.async_write_ha_state()


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities([BackDoor()])
