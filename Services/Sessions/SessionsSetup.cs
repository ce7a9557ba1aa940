using DbPerService.Contracts;
using DbPerService.Sessions.Api;
using DbPerService.Sessions.Clients;

namespace DbPerService.Sessions;

static class SessionsSetup
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<SessionsOptions>().BindConfiguration("Sessions").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.AddServiceClient(SystemMap.Sessions.Name, UsersClient.Name);
        builder.AddServiceClient(SystemMap.Sessions.Name, OrdersClient.Name);
        builder.Services
            .AddSingleton<UsersClient>()
            .AddSingleton<OrdersClient>()
            .AddSingleton<SessionAccess>()
            .AddSingleton<CheckoutProcess>();
    }
}
