"""One device with a lock, a battery and a door contact, as bridges of real locks make them.

It also writes down every movement of the front door's bolt at once, so that it is known after Home Assistant was killed.
"""

import os

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.core import callback

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
    moves = os.open(hass.config.path("moves.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    @callback
    def write_down(event):
        old, new = event.data["old_state"], event.data["new_state"]
        if event.data["entity_id"] == "counter.bolt" and old and new and int(new.state) > int(old.state):
            os.write(moves, f"{new.context.id}\n".encode())

    hass.bus.async_listen("state_changed", write_down)
    return True


async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True
