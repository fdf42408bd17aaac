from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)

from . import DEVICE


class Contact(BinarySensorEntity):
    _attr_has_entity_name = True
    _attr_unique_id = "yale_contact"
    _attr_device_info = DEVICE
    _attr_device_class = BinarySensorDeviceClass.DOOR
    _attr_is_on = False


class Low(BinarySensorEntity):
    _attr_has_entity_name = True
    _attr_unique_id = "yale_low"
    _attr_device_info = DEVICE
    _attr_device_class = BinarySensorDeviceClass.BATTERY
    _attr_is_on = False


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities([Contact(), Low()])
