using Microsoft.Extensions.DependencyInjection;
using Treff.Server.Storage;

namespace Treff.Server.Tests.Support;

/// <summary>A look into the database of a running server.</summary>
internal sealed class Database(TreffApp app) : IDisposable
{
    private readonly IServiceScope _scope = app.Services.CreateScope();

    public TreffDbContext Context => _scope.ServiceProvider.GetRequiredService<TreffDbContext>();

    public void Dispose() => _scope.Dispose();
}
