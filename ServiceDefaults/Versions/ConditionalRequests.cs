using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Describes conditional requests (RFC 9110, 13.1) in the OpenAPI document.</summary>
public static class ConditionalRequests
{
    /// <summary>The endpoint requires <c>If-Match</c>, and refuses a request without it or based on another version.</summary>
    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired)
        .TakesHeader(HeaderNames.IfMatch, "The ETag of the version that the change is based on.", isRequired: true);

    /// <summary>The endpoint answers 304 to a caller that has the current representation already.</summary>
    public static RouteHandlerBuilder TakesIfNoneMatch(this RouteHandlerBuilder endpoint) => endpoint
        .Produces(StatusCodes.Status304NotModified)
        .TakesHeader(HeaderNames.IfNoneMatch, "The ETag of the representation that the caller has.", isRequired: false);

    static RouteHandlerBuilder TakesHeader(this RouteHandlerBuilder endpoint, string name, string description, bool isRequired) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = isRequired,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });
}
