from homeassistant.components.sensor import SensorDeviceClass, SensorEntity

from . import DEVICE


class Battery(SensorEntity):
    _attr_has_entity_name = True
    _attr_unique_id = "yale_battery"
    _attr_device_info = DEVICE
    _attr_device_class = SensorDeviceClass.BATTERY
    _attr_native_unit_of_measurement = "%"
    _attr_native_value = 62


class Signal(SensorEntity):
    _attr_has_entity_name = True
    _attr_name = "Signal"
    _attr_unique_id = "yale_signal"
    _attr_device_info = DEVICE
    _attr_native_value = 40


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities([Signal(), Battery()])
