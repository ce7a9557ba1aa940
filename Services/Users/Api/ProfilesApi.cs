using DbPerService.ServiceDefaults;
using DbPerService.Users.Data;
using DbPerService.Users.Domain;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbPerService.Users.Api;

/// <summary>What everyone may see of users.</summary>
static class ProfilesApi
{
    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapGroup("/profiles").WithTags("Profiles")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        profiles.MapGet("", ListAsync).WithName("ListProfiles").WithSummary("The public profiles of all users, by id.");
        profiles.MapGet("/{id}", FindAsync).WithName("GetProfile").WithSummary("The public profile of a user.")
            .TakesIfNoneMatch().ProducesProblem(StatusCodes.Status404NotFound);
    }

    static async Task<Ok<ProfileList>> ListAsync(
        string? after, int? limit, HttpContext context, IUserStore store, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        var (users, last) = await Page.ReadAsync(
            limit, size => store.ListAsync(after ?? "", null, size, cancellationToken),
            errors => errors.CheckText(after, "after", User.MaxIdLength));
        return TypedResults.Ok(new ProfileList([.. users.Select(user => ProfileResponse.From(user, caller))], last?.Id));
    }

    static async Task<Results<Ok<ProfileResponse>, StatusCodeHttpResult, ProblemHttpResult>> FindAsync(
        string id, HttpContext context, IUserStore store, CancellationToken cancellationToken)
    {
        UserReader.CheckId(id);
        if (await store.FindAsync(id, cancellationToken) is not { } user)
        {
            return TypedResults.Problem($"There is no user {id}.", statusCode: StatusCodes.Status404NotFound);
        }

        return context.IsKnownVersion(user.Version)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(ProfileResponse.From(user, context.GetCaller()));
    }
}
