using DbPerService.Gadgets.Api;
using DbPerService.Gadgets.Data;

namespace DbPerService.Gadgets;

static class GadgetsSetup
{
    public static void AddGadgets(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.AddScoped<GadgetsStore>();
    }
}
