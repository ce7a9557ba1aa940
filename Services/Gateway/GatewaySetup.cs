using DbPerService.Consistency;
using DbPerService.Contracts;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Calls;
using DbPerService.Gateway.Details;
using DbPerService.Gateway.Forwarding;
using DbPerService.Gateway.Limits;
using DbPerService.Gateway.Reference;
using DbPerService.ServiceDefaults;
using Microsoft.AspNetCore.OpenApi;

namespace DbPerService.Gateway;

static class GatewaySetup
{
    public static void AddGateway(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<GatewayOptions>().BindConfiguration("Gateway").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services.Configure<OpenApiOptions>("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Description = RouteTable.Description;
            return Task.CompletedTask;
        }));
        foreach (var service in SystemMap.Gateway.Calls)
        {
            // The states of services are logged when they change, not each call.
            builder.AddServiceClient(SystemMap.Gateway.Name, service).RemoveAllLoggers();
        }

        builder.Logging.AddFilter("Yarp", LogLevel.Critical);
        builder.AddLimits();
        builder.Services.AddHttpForwarder();
        builder.Services
            .AddSingleton<ServiceAddresses>()
            .AddSingleton<ServiceStates>()
            .AddSingleton<ServiceCalls>()
            .AddSingleton<ServiceForwarder>()
            .AddSingleton<SessionResolver>()
            .AddSingleton<OrderOwners>()
            .AddSingleton<Gatekeeper>()
            .AddSingleton<OrderDetails>()
            .AddSingleton<ReferenceCache>();
        builder.Services.AddHealthChecks().AddCheck<ServicesHealthCheck>("services");
    }
}
