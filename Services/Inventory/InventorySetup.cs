using DbPerService.Inventory.Api;

namespace DbPerService.Inventory;

static class InventorySetup
{
    public static void AddInventory(this WebApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
}
