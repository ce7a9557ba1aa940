using DbPerService.Contracts;
using DbPerService.Inventory.Api;

namespace DbPerService.Inventory;

static class InventorySetup
{
    public static void AddInventory(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddHoldReview<StockHolds>(SystemMap.Orders.Name, "/internal/orders/status");
        builder.AddServiceClient(SystemMap.Inventory.Name, SystemMap.Orders.Name);
    }
}
