using DbPerService.PostgreSql;
using DbPerService.ReferenceData.Api;
using DbPerService.ReferenceData.Data;

namespace DbPerService.ReferenceData;

static class ReferenceDataSetup
{
    /// <summary>Call it behind the database, whose own steps of the startup come first.</summary>
    public static void AddReferenceData(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<EntryStore>()
            .AddSingleton<ListUpdate>()
            .AddStartupStep(provider => new StartupStep(
                provider.GetRequiredService<PostgresServer>(), provider.GetRequiredService<ListUpdate>().RunAsync));
    }
}
