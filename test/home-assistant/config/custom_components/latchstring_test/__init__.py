"""One device with a lock, a battery and a door contact, as bridges of real locks make them."""

from homeassistant.config_entries import SOURCE_IMPORT

DOMAIN = "latchstring_test"
PLATFORMS = ["lock", "sensor", "binary_sensor"]
DEVICE = {
    "identifiers": {(DOMAIN, "yale")},
    "name": "Back door",
    "manufacturer": "Yale",
    "model": "YRD256",
    "suggested_area": "Hall",
}


async def async_setup(hass, config):
    hass.async_create_task(
        hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={})
    )
    return True


async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True
