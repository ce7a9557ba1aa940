using DbPerService.Users.Api;
using DbPerService.Users.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DbPerService.Users;

static class UsersSetup
{
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<UsersOptions>().BindConfiguration("Users").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<PasswordHasherOptions>().Configure<IOptions<UsersOptions>>(
            (hasher, users) => hasher.IterationCount = users.Value.PasswordIterations);
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        builder.Services
            .AddScoped<UserCopySource>()
            .AddSingleton<Passwords>()
            .AddSingleton<SignInAttempts>()
            .AddSingleton<OperatorAccount>();
    }
}
