using DbPerService.Gateway.Callers;
using DbPerService.Gateway.Details;
using DbPerService.Gateway.Forwarding;
using DbPerService.Gateway.Reference;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Gateway.Api;

static class GatewayApi
{
    public static void MapRoutes(this IEndpointRouteBuilder routes)
    {
        var gatekeeper = routes.ServiceProvider.GetRequiredService<Gatekeeper>();
        var forwarder = routes.ServiceProvider.GetRequiredService<ServiceForwarder>();
        var reference = routes.ServiceProvider.GetRequiredService<ReferenceCache>();
        foreach (var route in RouteTable.All)
        {
            switch (route.Serving)
            {
                case Serving.Forwarded:
                    routes.MapMethods(route.Path, [route.Method], context => ForwardAsync(context, route, gatekeeper, forwarder));
                    break;
                case Serving.Cached:
                    routes.MapMethods(route.Path, [route.Method], context => reference.AnswerAsync(context, route));
                    break;
                case Serving.Composed:
                    routes.MapGet(route.Path, DetailsAsync).WithName("GetOrderDetails").WithTags("Details")
                        .WithSummary("An order with its user, products, payment and reservation, each as new as it can be had in time.")
                        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status404NotFound)
                        .ProducesProblem(StatusCodes.Status503ServiceUnavailable).WithMetadata(route);
                    break;
            }
        }
    }

    static async Task ForwardAsync(HttpContext context, GatewayRoute route, Gatekeeper gatekeeper, ServiceForwarder forwarder)
    {
        var admission = await gatekeeper.AdmitAsync(context, route);
        if (admission.Refusal is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await forwarder.ForwardAsync(context, route, admission);
    }

    static async Task<Results<Ok<DetailsResponse>, ProblemHttpResult>> DetailsAsync(
        Guid id, HttpContext context, Gatekeeper gatekeeper, OrderDetails details)
    {
        var admission = await gatekeeper.AdmitAsync(context, context.GetEndpoint()!.Metadata.GetRequiredMetadata<GatewayRoute>());
        return admission.Refusal is { } refusal ? refusal : await details.ComposeAsync(id, context, admission.Session!);
    }
}
